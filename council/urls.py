"""Included below a locale, once with the live pointer and once for the preview."""

from django.urls import path

from . import views

urlpatterns = [
    path("council/", views.CouncilList.as_view()),
    path("council/page/<further:number>/", views.CouncilList.as_view()),
    path("council/<slug:slug>/", views.CouncilPage.as_view()),
]
