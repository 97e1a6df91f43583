/**
 * What somebody without an account sees of what was shared: pages that run nothing, with forms
 * where he may answer. Uses {@code share} for what a key says, and {@code asset}.
 */
@NullMarked
package dev.carillon.server.share.page;

import org.jspecify.annotations.NullMarked;
