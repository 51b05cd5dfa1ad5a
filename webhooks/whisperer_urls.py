"""Where integrators manage their webhooks, below /whisperer/; names stand before the ids."""

from django.urls import path

from webhooks import hook_api, hook_event_api

urlpatterns = [
    path("hooks/", hook_api.Hooks.as_view()),
    path("hooks/registry/", hook_api.Registry.as_view()),
    path("hooks/<int:pk>/", hook_api.Hook.as_view()),
    path("hook_events/", hook_event_api.HookEvents.as_view()),
    path("hook_events/<int:pk>/", hook_event_api.HookEvent.as_view()),
    path("hook_events/<int:pk>/retry/", hook_event_api.RetryHookEvent.as_view()),
    path("event_queues/", hook_event_api.EventQueues.as_view()),
]
