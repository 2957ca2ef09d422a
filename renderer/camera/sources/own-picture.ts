/**
 * A copy of a camera's picture in memory of its own, exact to the byte; the picture itself is closed. Chromium hands out two of a camera's
 * pictures and no third before one is given back, and whatever has been drawn on a canvas may be kept by it: a camera would then stand still,
 * also after it was opened anew. A picture that cannot be read (it lives on the graphics card) is handed on as it is.
 */
export async function ownPicture(picture: VideoFrame): Promise<VideoFrame> {
  const { format, visibleRect: rect, timestamp, colorSpace, displayWidth, displayHeight } = picture;
  if (format === null || rect === null) return picture;
  try {
    const data = new Uint8Array(picture.allocationSize());
    const layout = await picture.copyTo(data);
    return new VideoFrame(data, {
      format,
      layout,
      codedWidth: rect.width,
      codedHeight: rect.height,
      displayWidth,
      displayHeight,
      timestamp,
      colorSpace: colorSpace.toJSON(),
    });
  } finally {
    picture.close();
  }
}
