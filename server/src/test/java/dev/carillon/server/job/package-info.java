/** Tests of jobs on a real database. */
@NullMarked
package dev.carillon.server.job;

import org.jspecify.annotations.NullMarked;
