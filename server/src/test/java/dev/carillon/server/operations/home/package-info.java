/** Backup, restore and doctor. */
@NullMarked
package dev.carillon.server.operations.home;

import org.jspecify.annotations.NullMarked;
