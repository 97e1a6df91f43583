/**
 * Whether a request may pass: who sends it ({@code Authenticator}), whether a page of another site
 * had a browser send it, and what its route needs ({@code AccessCheck}). The words for it, such as
 * {@code RouteAccess}, {@code UserRole} and {@code TokenScope}, are in {@code http}, since routes
 * and calls carry them. Uses {@code http}.
 */
@NullMarked
package dev.carillon.server.platform.http.access;

import org.jspecify.annotations.NullMarked;
