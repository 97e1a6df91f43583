/** Health checks and readiness. Uses {@code backup}, {@code metrics} and {@code platform}. */
@NullMarked
package dev.carillon.server.operations.health;

import org.jspecify.annotations.NullMarked;
