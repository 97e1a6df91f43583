/**
 * Cluster properties as callers see and set them. The file stays the one truth: what is set here is
 * written there.
 */
@NullMarked
package dev.carillon.server.property;

import org.jspecify.annotations.NullMarked;
