/** Long jobs that survive a restart. Uses {@code database}. */
@NullMarked
package dev.carillon.server.platform.jobs;

import org.jspecify.annotations.NullMarked;
