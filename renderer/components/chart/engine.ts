import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Option } from './option.ts';

use([LineChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

export interface Drawing {
  draw(option: Option): void;
  resize(): void;
  /** As a file of its own. */
  svg(): string;
  /** The x of a place in pixels from the element's corner; null outside the axes. */
  xAt(left: number, top: number): number | null;
  close(): void;
}

/** The part of ECharts that is used; loaded by the first chart, since no other screen needs it. */
export function startDrawing(element: HTMLElement): Drawing {
  const chart = init(element, null, { renderer: 'svg' });
  return {
    draw: (option) => chart.setOption(option, { notMerge: true }),
    resize: () => chart.resize(),
    svg: () => chart.renderToSVGString(),
    xAt(left, top) {
      if (!chart.containPixel('grid', [left, top])) return null;
      const at: unknown = chart.convertFromPixel('grid', [left, top]);
      return Array.isArray(at) && typeof at[0] === 'number' ? at[0] : null;
    },
    close: () => chart.dispose(),
  };
}
