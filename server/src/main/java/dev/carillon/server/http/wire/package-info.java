/**
 * Tolerant readers and strict writers of the small texts inside HTTP: forms, paths, cookies, header
 * parameters, ranges, entity tags. They work on raw values and never throw for what a client sent.
 * Depends on the JDK only.
 */
@NullMarked
package dev.carillon.server.http.wire;

import org.jspecify.annotations.NullMarked;
