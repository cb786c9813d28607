"""Included below a locale, once with the live pointer and once for the preview."""

from django.urls import path

from . import views

urlpatterns = [
    path("resources/", views.OwnResources.as_view()),
    path("resources/page/<further:number>/", views.OwnResources.as_view()),
    path("resources/<slug:market>/page/<further:number>/", views.MarketResources.as_view()),
    path("resources/<slug:market>/", views.MarketResources.as_view()),
    path("resources/<slug:market>/<slug:slug>/", views.ResourcePage.as_view()),
]
