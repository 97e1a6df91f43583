/**
 * A bare HTTP listener that records requests byte by byte, for the built-in receiver. Uses nothing.
 */
@NullMarked
package dev.carillon.server.platform.http.loopback;

import org.jspecify.annotations.NullMarked;
