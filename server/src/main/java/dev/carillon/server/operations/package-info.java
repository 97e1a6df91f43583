/**
 * The area of operations: what listens to the engine for logs and counters. {@code health}: is the
 * server well and ready; {@code metrics}; {@code support}: the support bundle; {@code backup},
 * {@code offline}: commands on a home, {@code home}: what they share; {@code secrets}: keys that
 * encrypt the secrets of webhooks are changed.
 */
@NullMarked
package dev.carillon.server.operations;

import org.jspecify.annotations.NullMarked;
