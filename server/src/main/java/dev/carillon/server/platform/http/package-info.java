/**
 * Calls, routes, responses and problems: what every API class is written with; and who may call
 * ({@link dev.carillon.server.platform.http.AccessCheck}). Uses {@code header} and {@code config}.
 */
@NullMarked
package dev.carillon.server.platform.http;

import org.jspecify.annotations.NullMarked;
