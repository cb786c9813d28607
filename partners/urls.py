"""Included below a locale, once with the live pointer and once for the preview."""

from django.urls import path

from . import views

urlpatterns = [
    path("programs/", views.ProgramList.as_view()),
    path("programs/page/<further:number>/", views.ProgramList.as_view()),
    path("programs/<slug:slug>/", views.ProgramPage.as_view()),
]
