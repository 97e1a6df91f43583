/**
 * What the server was told: one node's own settings ({@link
 * dev.carillon.server.config.ServerConfig}) and the properties that all nodes share and that change
 * while it runs ({@link dev.carillon.server.config.ClusterProperties}). Tables of properties drive
 * reading, the shipped files and every page that shows them. Depends on {@code hooks} only.
 */
@NullMarked
package dev.carillon.server.config;

import org.jspecify.annotations.NullMarked;
