/**
 * Metadata fields: which there are, their types, and values read, written and changed. A port:
 * {@code webhooks} asks it for what a payload shows. Uses {@code platform}.
 */
@NullMarked
package dev.carillon.server.assets.field;

import org.jspecify.annotations.NullMarked;
