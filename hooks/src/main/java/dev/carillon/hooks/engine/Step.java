package dev.carillon.hooks.engine;

import java.time.Instant;
import java.util.List;

/**
 * What one step of the dispatcher came to.
 *
 * @param actions to be carried out in this order
 * @param wakeAt when the next step is due even if nothing is heard; {@link Instant#MAX} = never
 */
public record Step(List<Action> actions, Instant wakeAt) {}
