/**
 * Why a webhook got an event or did not, and what a webhook would get: {@code Explainer} asks each
 * condition by itself, of the stored event and the settings that were in force when it was
 * recorded; simulations ask a draft about the latest events. The verdict is always the engine's
 * own, {@link dev.carillon.hooks.webhook.FanOut}.
 */
@NullMarked
package dev.carillon.server.webhooks.explain;

import org.jspecify.annotations.NullMarked;
