import { AreaChart } from '../components/charts/area-chart.tsx';
import { DotChart } from '../components/charts/dot-chart.tsx';
import type { EndpointStatistics } from './endpoint-health.tsx';
import { durationText } from './figures.ts';

interface EndpointChartsProps {
  readonly day: EndpointStatistics;
  readonly week: EndpointStatistics;
}

/** How it has been answering, drawn: success and how long answers took. */
export const EndpointCharts = ({ day, week }: EndpointChartsProps) => (
  <div class="charts">
    {[
      { of: day, label: '24 hours', name: timeOf },
      { of: week, label: '7 days', name: dayOf },
    ].map(({ of: { series }, label, name }) => (
      <>
        <AreaChart
          title={`Success, ${label}`}
          points={series.map((point) => ({
            label: name(point.starts_at),
            value: point.success_rate === null ? null : Number(point.success_rate) * 100,
          }))}
          format={(value) => `${Math.floor(value * 100) / 100} %`}
          empty="Nothing was sent."
        />
        <DotChart
          title={`95 % answered within, ${label}`}
          points={series.map((point) => ({ label: name(point.starts_at), value: point.p95_ms }))}
          format={durationText}
          empty="Nothing was sent."
        />
      </>
    ))}
  </div>
);

const timeOf = (at: string): string => `${at.slice(11, 16)} UTC`;
const dayOf = (at: string): string => `${at.slice(5, 10)} ${at.slice(11, 16)}`;
