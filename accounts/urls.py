"""Signing in, unlocking and the account; the names of allauth's pages are allauth's own."""

from django.urls import path, re_path

from accounts import views

urlpatterns = [
    path("accounts/login/", views.login, name="account_login"),
    path("accounts/logout/", views.logout, name="account_logout"),
    path("accounts/signup/", views.signup, name="account_signup"),
    path("accounts/signup/therapist/", views.therapist_signup, name="therapist_signup"),
    path("accounts/confirm-email/", views.confirm_email, name="account_email_verification_sent"),
    path("accounts/email/", views.account_email, name="account_email"),
    path("accounts/password/reset/", views.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("unlock/", views.unlock, name="unlock"),
    path("lock/", views.lock, name="lock"),
    path("start-over/", views.start_over, name="start_over"),
    path("recovery-code/", views.recovery_code, name="recovery_code"),
    path("before-you-write/", views.before_you_write, name="before_you_write"),
    path("account/", views.account, name="account"),
    path("account/password/", views.password_change, name="password_change"),
]
