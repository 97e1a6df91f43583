/** The labels of fields in the user's language. Uses {@code field} and {@code platform}. */
@NullMarked
package dev.carillon.server.assets.translations;

import org.jspecify.annotations.NullMarked;
