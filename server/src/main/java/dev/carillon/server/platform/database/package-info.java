/**
 * Opens the database; and changes with their events, each in one transaction ({@code Changes}).
 * Uses {@code config} and {@code hooks}.
 */
@NullMarked
package dev.carillon.server.platform.database;

import org.jspecify.annotations.NullMarked;
