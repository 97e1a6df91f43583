/** Backup, restore and doctor. */
@NullMarked
package dev.carillon.server.home;

import org.jspecify.annotations.NullMarked;
