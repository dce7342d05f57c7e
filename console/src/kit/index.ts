/** The kit: what every screen is made of. Thin wrappers of React Aria with our words, sizes and colours. */
export { Button, CancelButton, CancelLink, IconButton, Link, LinkButton, type ButtonProps } from './button';
export { TextField, fieldId, type FieldProps } from './fields';
export { Checkbox, CheckboxGroup, RadioGroup, Switch, type Option } from './choices';
export { NumberField } from './number';
export { ComboBox, Select } from './pick';
export { DateField, TimeField, timeIn, todayIn } from './dates';
export { Menu, Panel, type MenuEntry } from './menu';
export { Dialog, DialogActions, Sheet, Tooltip } from './overlays';
export { Tabs } from './tabs';
export { Table, type Column } from './table';
export { Toasts, clearToasts, toast } from './toast';
export { AlertChip, Alerts, Badge, Shape, Status, type State } from './status';
export { EmptyState, ErrorState, Notice, Skeleton } from './states';
export { Facts, PageHeader, Section } from './page';
export { Icon, Mark, type IconName } from './icons';
export { Spinner } from './spinner';
