"""Where the outbound engine answers, below /api/v1/oms/; `short` stands before the ids."""

from django.urls import path

from webhooks import api, hook_event_api

urlpatterns = [
    path("orders/<int:pk>/webhook_events/", api.OrderWebhookEvents.as_view()),
    path("orders/<int:pk>/webhook_events/short/", api.OrderWebhookEventsShort.as_view()),
    path(
        "orders/<int:pk>/webhook_events/<int:webhook_event_id>/",
        api.OrderWebhookEvent.as_view(),
    ),
    path("oms_hook_events/publish-event/", hook_event_api.PublishEvent.as_view()),
    path("oms_hook_events/resend-event/", hook_event_api.ResendEvent.as_view()),
]
