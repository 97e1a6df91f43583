/** The support bundle. Uses {@code health}, {@code metrics} and {@code platform}. */
@NullMarked
package dev.carillon.server.operations.support;

import org.jspecify.annotations.NullMarked;
