/** Digests and codes of contents and secrets, as all packages make them. Uses nothing. */
@NullMarked
package dev.carillon.server.platform.digest;

import org.jspecify.annotations.NullMarked;
