/**
 * For tests of the core and of what embeds it: a manual clock, a scripted receiver, and the
 * contract that every store passes.
 */
@NullMarked
package dev.carillon.hooks.testkit;

import org.jspecify.annotations.NullMarked;
