/** The audit log, asked over HTTP of a started server, and spoilt behind its back. */
@NullMarked
package dev.carillon.server.platform.audit;

import org.jspecify.annotations.NullMarked;
