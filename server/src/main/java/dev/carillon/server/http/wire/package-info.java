/**
 * Tolerant readers and strict writers of the small texts inside HTTP: forms, paths, cookies, header
 * parameters, ranges, entity tags, the word of proxies. They work on raw values and never throw for
 * what a client sent. Depends on the JDK, and the core's ranges of addresses.
 */
@NullMarked
package dev.carillon.server.http.wire;

import org.jspecify.annotations.NullMarked;
