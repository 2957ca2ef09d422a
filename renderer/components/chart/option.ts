import type { LineSeriesOption } from 'echarts/charts';
import type {
  GridComponentOption,
  LegendComponentOption,
  MarkLineComponentOption,
  TooltipComponentOption,
} from 'echarts/components';
import type { ComposeOption } from 'echarts/core';
import { figure, placesOf, type ChartData } from './chart-data.ts';
import { shownRange, type View } from './view.ts';

export type Option = ComposeOption<
  | LineSeriesOption
  | GridComponentOption
  | LegendComponentOption
  | MarkLineComponentOption
  | TooltipComponentOption
>;

/** The theme's colours, as the page has them now. */
export interface Tokens {
  readonly ink: string;
  readonly ink2: string;
  readonly line: string;
  readonly surface: string;
  readonly focus: string;
  /** In pixels. */
  readonly fontSize: number;
  readonly fontFamily: string;
  /** Of the drawing, in pixels. */
  readonly height: number;
}

/** How one curve is told from the next: by its line and its marks before its colour, and never by a colour of a verdict. */
const strokes = ['solid', 'dashed', 'dotted', [12, 4, 2, 4]] as const;
const marks = ['circle', 'rect', 'triangle', 'diamond'] as const;
/** More points than this are drawn as a line alone. */
const markedPoints = 40;

/** The chart as ECharts draws it. Nothing in it moves by itself. */
export function optionOf(data: ChartData, view: View, tokens: Tokens): Option {
  const { ink, ink2, line, surface, focus, fontSize, fontFamily, height } = tokens;
  const [from, to] = shownRange(view, placesOf(data));
  const several = data.curves.length > 1;
  const text = { color: ink2, fontSize, fontFamily };
  const axis = {
    type: 'value',
    axisLabel: { ...text, formatter: figure },
    nameTextStyle: text,
    axisLine: { show: true, lineStyle: { color: ink2 } },
    splitLine: { lineStyle: { color: line } },
  } as const;
  const colours = [focus, ink, ink2];
  const cursor: MarkLineComponentOption = {
    silent: true,
    symbol: 'none',
    label: { show: false },
    lineStyle: { color: ink, width: 2, type: 'solid' },
    data: view.cursor === null ? [] : [{ xAxis: view.cursor }],
  };
  return {
    animation: false,
    textStyle: { fontFamily },
    grid: { left: 4, right: 20, top: several ? 34 : 12, bottom: 4, containLabel: true },
    legend: {
      show: several,
      ...{ type: 'scroll', top: 0, left: 0, itemWidth: 36, selectedMode: false },
      ...{ textStyle: { ...text, color: ink }, pageTextStyle: text, pageIconColor: ink },
      data: data.curves.map(({ name }) => name),
    },
    tooltip: {
      ...{ trigger: 'axis', renderMode: 'richText', confine: true, transitionDuration: 0 },
      ...{ backgroundColor: surface, borderColor: ink2, textStyle: { ...text, color: ink } },
      axisPointer: { animation: false, lineStyle: { color: ink2 } },
      valueFormatter: (value) => (typeof value === 'number' ? figure(value) : String(value)),
    },
    xAxis: {
      ...axis,
      min: from,
      max: to === from ? from + 1 : to,
      minInterval: 1,
      // A curve may begin inside the first epoch; the axis counts whole ones.
      axisLabel: { ...text, formatter: (value: number) => (Number.isInteger(value) ? figure(value) : '') },
      splitLine: { show: false },
    },
    yAxis: {
      ...axis,
      splitNumber: height < 200 ? 2 : 5,
      scale: true,
      ...(data.yMost !== undefined && { max: data.yMost }),
    },
    series: data.curves.map(({ name, points }, i) => {
      const colour = colours[i % colours.length]!;
      return {
        ...{ type: 'line', name, clip: true, animation: false, color: colour },
        data: points.map((point) => [...point]),
        lineStyle: { color: colour, width: 2.5, type: strokeOf(i) },
        symbol: marks[i % marks.length]!,
        symbolSize: 8,
        showSymbol: points.length <= markedPoints,
        emphasis: { disabled: true },
        ...(i === 0 && { markLine: cursor }),
      };
    }),
  };
}

const strokeOf = (i: number): 'solid' | 'dashed' | 'dotted' | number[] => {
  const stroke = strokes[i % strokes.length]!;
  return typeof stroke === 'string' ? stroke : [...stroke];
};
