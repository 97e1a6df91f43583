/** What leaves the process, and where to: every way out against every way of going wrong. */
@NullMarked
package dev.carillon.server.addressguard;

import org.jspecify.annotations.NullMarked;
