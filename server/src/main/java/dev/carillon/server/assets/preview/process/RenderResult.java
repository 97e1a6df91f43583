package dev.carillon.server.assets.preview.process;

/**
 * What came of making a file visible.
 *
 * @param width of the file in pixels; 0 where it has no such size
 * @param height of the file in pixels; 0 where it has no such size
 */
public record RenderResult(int width, int height) {}
