/** What is done again and again. Uses nothing. */
@NullMarked
package dev.carillon.server.platform.tasks;

import org.jspecify.annotations.NullMarked;
