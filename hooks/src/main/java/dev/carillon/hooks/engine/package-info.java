/**
 * Steps ④ to ⑥ in motion. {@link dev.carillon.hooks.engine.Dispatcher} and {@link
 * dev.carillon.hooks.engine.Maintenance.Schedule} decide and do no I/O; {@link
 * dev.carillon.hooks.engine.DeliveryEngine} owns the threads, the queues and the clock that drive
 * them. Hidden behind {@link dev.carillon.hooks.Hooks}.
 */
@NullMarked
package dev.carillon.hooks.engine;

import org.jspecify.annotations.NullMarked;
