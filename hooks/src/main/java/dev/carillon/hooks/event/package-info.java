/**
 * Events: their type, owner and tags, the snapshot that payloads are rendered from, and the journal
 * that reads them again. The first of the core's packages; it depends on {@code validation} alone.
 */
@NullMarked
package dev.carillon.hooks.event;

import org.jspecify.annotations.NullMarked;
