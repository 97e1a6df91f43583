/**
 * Where work runs that keeps a processor busy: on few platform threads, which leave the processors
 * to everybody else too. Uses nothing of the HTTP server but the call that a thread answers.
 */
@NullMarked
package dev.carillon.server.http.cpu;

import org.jspecify.annotations.NullMarked;
