/**
 * The receiver of all load programs, a process of its own: as cheap as a receiver can be, yet it
 * knows each id that came, how often, and when first. May depend on {@code bench} only.
 */
@NullMarked
package dev.carillon.bench.receiver;

import org.jspecify.annotations.NullMarked;
