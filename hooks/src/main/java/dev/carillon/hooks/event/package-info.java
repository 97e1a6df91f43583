/**
 * What happened: an event, its type, and the snapshot that payloads are rendered from. The first of
 * the core's packages; it depends on nothing but the JDK.
 */
@NullMarked
package dev.carillon.hooks.event;

import org.jspecify.annotations.NullMarked;
