/** The API of cluster properties. Uses {@code config} and {@code http}. */
@NullMarked
package dev.carillon.server.platform.properties;

import org.jspecify.annotations.NullMarked;
