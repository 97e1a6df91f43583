/** What leaves the process, and where to: every way out against every way of going wrong. */
@org.jspecify.annotations.NullMarked
package dev.carillon.server.guard;
