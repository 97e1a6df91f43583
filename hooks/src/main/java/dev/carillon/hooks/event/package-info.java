/**
 * Events: their type, the snapshot that payloads are rendered from, and the journal that reads them
 * again. The first of the core's packages; it depends on nothing but the JDK.
 */
@NullMarked
package dev.carillon.hooks.event;

import org.jspecify.annotations.NullMarked;
