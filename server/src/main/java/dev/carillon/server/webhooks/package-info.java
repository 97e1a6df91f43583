/**
 * The area of webhooks: the API around the delivery engine, which is the module {@code hooks}.
 * {@code registration}: webhooks are created, changed and listed; {@code payload}: what is sent,
 * filters and the catalogue of event types; {@code deliverylog}: deliveries and attempts are shown;
 * {@code live}: the journal of events and streams; {@code explain}: why a webhook got an event, and
 * what a draft would get; {@code redelivery}: redelivering, recovering and cancelling, one or many;
 * {@code recovery}: disabled webhooks are pinged, enabled and sent what they missed; {@code
 * attention}: which webhooks need an administrator; {@code consumers}: events that are fetched;
 * {@code eventtypes}: custom event types; {@code template}: templates of payloads; {@code summary}:
 * events in a line for people; {@code proof}: proofs of attempts; {@code stats}; {@code testing}:
 * test deliveries and the built-in receiver. Retries, signatures and disabling are decided in
 * {@code hooks}.
 */
@NullMarked
package dev.carillon.server.webhooks;

import org.jspecify.annotations.NullMarked;
