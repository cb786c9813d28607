from django.urls import path

from safetyhub.locales import views

urlpatterns = [path("admin/markets/suggest/", views.market_suggest, name="market-suggest")]
