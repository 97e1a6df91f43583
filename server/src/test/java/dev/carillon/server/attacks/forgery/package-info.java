/** Requests that a browser sends for somebody else, and what answers let a browser do. */
@NullMarked
package dev.carillon.server.attacks.forgery;

import org.jspecify.annotations.NullMarked;
