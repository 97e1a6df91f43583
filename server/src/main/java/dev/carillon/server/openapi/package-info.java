/**
 * The description of the whole HTTP API, bundled out of the files beside these classes; requests
 * below {@code /api} are held to it. Knows routes and the event catalogue, and no feature.
 */
@NullMarked
package dev.carillon.server.openapi;

import org.jspecify.annotations.NullMarked;
