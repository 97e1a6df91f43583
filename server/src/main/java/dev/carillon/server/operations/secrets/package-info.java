/** Rotation of the keys that secrets are encrypted with. Uses {@code platform}. */
@NullMarked
package dev.carillon.server.operations.secrets;

import org.jspecify.annotations.NullMarked;
