/**
 * Steps ④ to ⑥ in motion. {@link dev.carillon.hooks.engine.Dispatcher} and {@link
 * dev.carillon.hooks.engine.Maintenance.Schedule} decide and do no I/O. A {@link
 * dev.carillon.hooks.engine.DispatcherDriver} gives each dispatcher its turns on a thread that
 * sends; {@link dev.carillon.hooks.engine.DeliveryEngine} wires them and owns the other threads.
 * Hidden behind {@link dev.carillon.hooks.core.HooksEngine}.
 */
@NullMarked
package dev.carillon.hooks.engine;

import org.jspecify.annotations.NullMarked;
