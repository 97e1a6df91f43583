package dev.carillon.hooks;

import dev.carillon.hooks.event.Event;

/**
 * An event that was recorded. It is sent once its transaction is committed, and never if that is
 * rolled back.
 *
 * @param eventId the event's id: {@code hooks.events().find(eventId)} reads it again
 * @param webhooks how many webhooks get it; disabled ones, which miss it, are not counted
 */
public record Published(Event.Id eventId, int webhooks) {}
