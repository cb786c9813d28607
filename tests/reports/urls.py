from django.urls import path

from . import views

urlpatterns = [
    path("reports/", views.ReportList.as_view()),
    path("reports/page/<further:number>/", views.ReportList.as_view()),
    path("reports/<slug:slug>/", views.ReportPage.as_view()),
]
