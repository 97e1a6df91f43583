/**
 * Removes assets and folders, and folders that are left empty. Uses {@code asset}, {@code folder}
 * and {@code job}.
 */
@NullMarked
package dev.carillon.server.asset.remove;

import org.jspecify.annotations.NullMarked;
