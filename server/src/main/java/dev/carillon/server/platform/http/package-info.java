/**
 * Calls, routes, responses and problems: what every API class is written with. {@code access}
 * decides whether a call may pass. Uses {@code header} and {@code config}.
 */
@NullMarked
package dev.carillon.server.platform.http;

import org.jspecify.annotations.NullMarked;
