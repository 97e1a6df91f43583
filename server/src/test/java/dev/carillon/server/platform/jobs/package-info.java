/** Tests of jobs on a real database. */
@NullMarked
package dev.carillon.server.platform.jobs;

import org.jspecify.annotations.NullMarked;
